"""Is everything that can be wrong with a folder said in one clear message that names the place?"""

from pathlib import Path

import pytest

from entities.folder import FolderRefused, import_folder
from entities.models import Category, Customer, Order, Product
from tests.entities.test_folder_import import SHOP, write

pytestmark = pytest.mark.django_db

ORDERS = "key,number,customer_key,placed_at,status_at,subtotal,total\n"
LINES = "order_key,position,name,unit_price,amount\n"


def faults_of(folder: Path) -> list[str]:
    """What the import says; nothing of the folder may be left behind."""
    with pytest.raises(FolderRefused) as refused:
        import_folder(folder=folder)
    assert not Product.objects.exists()
    assert not Customer.objects.exists()
    assert not Category.objects.exists()
    return [str(fault) for fault in refused.value.faults]


def only_fault(folder: Path) -> str:
    (fault,) = faults_of(folder)
    return fault


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "products",
            "key;name;price\np1;Sencha;12.50\n",
            "products.csv line 1: is separated by semicolons. Save it separated by commas.",
        ),
        (
            "products",
            "key\tname\np1\tSencha\n",
            "products.csv line 1: is separated by tabs. Save it separated by commas.",
        ),
        ("products", "", "products.csv line 1: is empty. Its first line must name the columns."),
        (
            "products",
            "key,price\np1,3\n",
            "products.csv line 1, column name: is missing. This file cannot do without it.",
        ),
        (
            "products",
            "key,name,prise\np1,Sencha,3\n",
            "products.csv line 1, column prise: is not a column of this file. Did you mean price?",
        ),
        (
            "products",
            "key,name,name\np1,Sencha,3\n",
            "products.csv line 1, column name: stands twice in the header.",
        ),
        (
            "products",
            "key,name,price\np1,Sencha\n",
            "products.csv line 2: has 2 cells where the header names 3 columns.",
        ),
        (
            "products",
            'key,name\np1,"Sencha\np2,Matcha\n',
            (
                "products.csv line 2: the quotation marks do not match (unexpected end of data). "
                'Put a text with commas, quotation marks or line breaks into "…" and double each '
                "quotation mark inside."
            ),
        ),
        (
            "products",
            'key,name,price\np1,Sencha,"12,50"\n',
            (
                "products.csv line 2, column price: “12,50” is not a number. Write it with a point "
                "and without separators of thousands, like 1234.50."
            ),
        ),
        (
            "products",
            "key,name,price\np1,Sencha,NaN\n",
            (
                "products.csv line 2, column price: “NaN” is not a number. Write it with a point "
                "and without separators of thousands, like 1234.50."
            ),
        ),
        (
            "products",
            "key,name,price\np1,Sencha,1.23456\n",
            (
                "products.csv line 2, column price: “1.23456” does not fit. Ensure that there are "
                "no more than 4 decimal places."
            ),
        ),
        (
            "products",
            "key,name,price\np1,Sencha,-1\n",
            "products.csv line 2, column price: The price cannot be negative.",
        ),
        (
            "products",
            "key,name,kind\np1,Sencha,tea\n",
            (
                "products.csv line 2, column kind: “tea” is not known here. Use one of: goods, "
                "service, gift_card."
            ),
        ),
        (
            "products",
            "key,name,is_active\np1,Sencha,maybe\n",
            (
                "products.csv line 2, column is_active: “maybe” is neither true nor false. "
                "Write true or false."
            ),
        ),
        (
            "products",
            f"key,name\np1,{'x' * 501}\n",
            (
                f"products.csv line 2, column name: “{'x' * 37}…” does not fit. Ensure this value "
                "has at most 500 characters (it has 501)."
            ),
        ),
        (
            "products",
            "key,name\np1,\n",
            "products.csv line 2, column name: is empty. It needs a value.",
        ),
        (
            "products",
            "key,name\n,Sencha\n",
            "products.csv line 2, column key: is empty. It needs a key.",
        ),
        (
            "products",
            "key,name\np1,Sen\0cha\n",
            "products.csv line 2, column name: has a NUL character in it. Remove it.",
        ),
        (
            "products",
            "key,name\np1,Sencha\np2,Matcha\np1,Again\n",
            "products.csv line 4, column key: the key “p1” stands on line 2 already.",
        ),
        (
            "products",
            "key,name,sku\np1,Sencha,T\np2,Matcha,t\np3,Oolong,T\n",
            (
                "products.csv line 4, column sku: The vendor already has a product with this code "
                "(SKU)."
            ),
        ),
        (
            "products",
            "key,name,category_key\np1,Sencha,k9\n",
            (
                "products.csv line 2, column category_key: there is no category with the key “k9”, "
                "neither in this folder nor in the store."
            ),
        ),
        (
            "categories",
            "key,name,parent_key\nk1,A,k2\nk2,B,k1\nk3,C,\n",
            (
                "categories.csv line 2, column parent_key: the category “k1” stands, through its "
                "parents, below itself."
            ),
        ),
        (
            "payment_methods",
            "key,name\nm1,Card\nm2,Card\n",
            (
                "payment_methods.csv line 3, column name: Store payment method with this Name "
                "already exists."
            ),
        ),
        (
            "customers",
            "key,tax_number\nc1,GB 123 4567 89\nc2,Ñ&A010101AB1\nc3,none\n",
            (
                "customers.csv line 4, column tax_number: “none” does not fit. Write the number as "
                "it stands on paper: letters, digits, blanks, dots, dashes and slashes, like "
                "GB 123 4567 89."
            ),
        ),
        (
            "customers",
            "key,tax_number\nc1,XXXXXX56789\n",
            (
                "customers.csv line 2, column tax_number: “XXXXXX56789” does not fit. This is a "
                "number with its beginning hidden: write all of it."
            ),
        ),
        (
            "customer",
            "key\nc1\n",
            "customer.csv: is not a file of a store folder. Did you mean customers.csv?",
        ),
    ],
)
def test_a_bad_file_has_one_message(tmp_path: Path, name: str, text: str, message: str) -> None:
    assert only_fault(write(tmp_path, **{name: text})) == message


@pytest.mark.parametrize(
    ("orders", "message"),
    [
        (
            "o1,1,c1,2026-11-02,2026-11-02,34.00,35.00\n",
            (
                "orders.csv line 2, column total: The total must be subtotal - discount + shipping "
                "+ surcharge + tax (no tax where prices include it)."
            ),
        ),
        (
            "o1,1,c1,02.11.2026,2026-11-02,34.00,34.00\n",
            (
                "orders.csv line 2, column placed_at: “02.11.2026” is not a date with a time. "
                "Write it like 2026-11-02T14:30:00+00:00."
            ),
        ),
        (
            "o1,1,,2026-11-02,2026-11-02,34.00,34.00\n",
            "orders.csv line 2, column customer_key: is empty. It needs a key.",
        ),
        (
            "o1,1,c1,2026-11-02,2026-11-02,1.00,1.00\no2,1,c1,2026-11-02,2026-11-02,1.00,1.00\n",
            (
                "orders.csv line 3, column number: The storefront already has an order with this "
                "number."
            ),
        ),
    ],
)
def test_a_bad_order_has_one_message(tmp_path: Path, orders: str, message: str) -> None:
    write(tmp_path, customers=SHOP["customers"], orders=ORDERS + orders)

    assert only_fault(tmp_path) == message


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            "o1,1,Sencha,33.99,33.99\n",
            (
                "order_lines.csv line 2, column amount: the lines of order “o1” add up to 33.99, "
                "but its subtotal is 34.00."
            ),
        ),
        (
            "o1,1,Sencha,17.00,17.00\no1,1,Matcha,17.00,17.00\n",
            "order_lines.csv line 3, column position: position 1 stands on line 2 already.",
        ),
        (
            "o1,1,Sencha,34.00,34.00\no2,1,Cup,0,0\no1,2,Matcha,17.00,17.00\n",
            (
                "order_lines.csv line 4, column order_key: the lines of “o1” must stand together, "
                "without other lines between them."
            ),
        ),
        (
            "o1,1,Sencha,-34.00,34.00\n",
            (
                "order_lines.csv line 2, column quantity: Quantity, price and discount cannot be "
                "negative."
            ),
        ),
        (
            "o1,first,Sencha,34.00,34.00\n",
            (
                "order_lines.csv line 2, column position: “first” is not a whole number. "
                "Write it like 3."
            ),
        ),
    ],
)
def test_bad_lines_have_one_message(tmp_path: Path, lines: str, message: str) -> None:
    orders = "o1,1,c1,2026-11-02,2026-11-02,34.00,34.00\no2,2,c1,2026-11-02,2026-11-02,0.00,0.00\n"
    write(
        tmp_path,
        customers=SHOP["customers"],
        orders=ORDERS + orders,
        order_lines=LINES + lines,
    )

    assert only_fault(tmp_path) == message


def test_an_order_without_its_lines_does_not_add_up(tmp_path: Path) -> None:
    lines = SHOP["order_lines"].splitlines()[0]

    assert only_fault(write(tmp_path, **{**SHOP, "order_lines": lines})) == (
        "orders.csv line 2, column subtotal: the lines of order “o1” add up to 0.00, but its "
        "subtotal is 34.00."
    )


def test_a_changed_subtotal_must_meet_the_lines_that_the_store_has(tmp_path: Path) -> None:
    import_folder(folder=write(tmp_path, **SHOP))
    (tmp_path / "order_lines.csv").unlink()
    write(tmp_path, orders=SHOP["orders"].replace("34.00", "35.00").replace("39.00", "40.00"))

    with pytest.raises(FolderRefused, match=r"add up to 34\.00, but its subtotal is 35\.00"):
        import_folder(folder=tmp_path)


def test_a_refund_must_add_up(tmp_path: Path) -> None:
    refunds = "key,number,customer_key,refunded_at,subtotal,total\nr1,R1,c1,2026-11-03,5.00,5.00\n"
    lines = "refund_key,kind,name,amount\nr1,goodwill,Sorry,4.00\n"

    fault = only_fault(write(tmp_path, **SHOP, refunds=refunds, refund_lines=lines))

    assert fault.startswith("refund_lines.csv line 2, column amount: the lines of refund “r1”")


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "products.csv").mkdir()

    assert only_fault(tmp_path) == "products.csv: cannot be read: Is a directory."


def test_captured_money_needs_a_date(tmp_path: Path) -> None:
    payments = "key,order_key,method_key,state,amount\npay1,o1,m1,captured,39.00\n"

    fault = only_fault(write(tmp_path, **{**SHOP, "payments": payments}))

    assert fault.startswith("payments.csv line 2, column captured_at: Captured or charged back")


def test_an_invoice_line_for_a_line_that_is_not_there(tmp_path: Path) -> None:
    invoices = "key,order_key,number,covers,issued_at\ni1,o1,1,shipment,2026-11-03\n"
    lines = "invoice_key,order_line_position,quantity,amount\ni1,7,1,12.50\n"

    fault = only_fault(write(tmp_path, **SHOP, invoices=invoices, invoice_lines=lines))

    assert fault == (
        "invoice_lines.csv line 2, column order_line_position: the invoice's order has no line at "
        "position 7."
    )


@pytest.mark.parametrize(
    ("encoding", "line", "also"), [("latin-1", 3, ""), ("utf-16", 1, " It looks like UTF-16.")]
)
def test_another_encoding_is_named_with_its_line(
    tmp_path: Path, encoding: str, line: int, also: str
) -> None:
    text = "key,name\np1,Sencha\np2,Crème\n"
    (tmp_path / "products.csv").write_bytes(text.encode(encoding))

    assert only_fault(tmp_path) == (
        f"products.csv line {line}: is not UTF-8 text.{also} Save the file as “CSV UTF-8”."
    )


def test_a_missing_folder_and_an_empty_one_are_told_apart(tmp_path: Path) -> None:
    assert only_fault(tmp_path / "nowhere").endswith("nowhere: there is no such folder.")
    assert "holds none of the files vendors.csv" in only_fault(tmp_path)


def test_a_byte_order_mark_windows_line_ends_and_quoted_newlines_are_read(tmp_path: Path) -> None:
    text = 'key,name,description\r\np1,"Tea, green","First line\r\nsecond ""line"""\r\n\r\n'
    (tmp_path / "products.csv").write_bytes(text.encode("utf-8-sig"))

    import_folder(folder=tmp_path)

    product = Product.objects.get(key="p1")
    assert product.name == "Tea, green"
    assert product.description == 'First line\r\nsecond "line"'


def test_a_fault_after_a_quoted_newline_names_the_line_an_editor_shows(tmp_path: Path) -> None:
    text = 'key,name,price\np1,"Two\nlines",1\np2,Sencha,dear\n'

    assert only_fault(write(tmp_path, products=text)).startswith("products.csv line 4, column")


def test_one_mistake_is_one_message_however_much_depends_on_it(tmp_path: Path) -> None:
    categories = "key,name,is_active\nk1,Tea,\nk2,Green tea,perhaps\n"

    fault = only_fault(write(tmp_path, **{**SHOP, "categories": categories}))

    assert fault.startswith("categories.csv line 3, column is_active")


def test_an_unreadable_file_is_one_message_however_much_depends_on_it(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, **{**SHOP, "customers": "key;first_name\nc1;Zoë\n"}))

    assert fault.startswith("customers.csv line 1: is separated by semicolons")


def test_a_row_without_its_cells_is_one_message_however_much_depends_on_it(tmp_path: Path) -> None:
    products = SHOP["products"].replace("p2,Gunpowder,k2,9", "p2,Gunpowder")

    fault = only_fault(write(tmp_path, **{**SHOP, "products": products}))

    assert fault.startswith("products.csv line 3: has 2 cells")


def test_several_mistakes_are_all_named_in_one_go(tmp_path: Path) -> None:
    products = "key,name,price\np1,,dear\np2,Sencha,1\np3,Matcha,x\n"

    faults = faults_of(write(tmp_path, products=products))

    assert [fault.split(":")[0] for fault in faults] == [
        "products.csv line 2, column name",
        "products.csv line 2, column price",
        "products.csv line 4, column price",
    ]


def test_it_stops_at_fifty_faults_and_says_so(tmp_path: Path) -> None:
    rows = "".join(f"p{number},Tea,dear\n" for number in range(60))
    write(tmp_path, products="key,name,price\n" + rows)

    with pytest.raises(FolderRefused, match="There may be more") as refused:
        import_folder(folder=tmp_path)

    assert len(refused.value.faults) == 50


def test_an_order_known_to_the_store_may_be_referred_to(tmp_path: Path) -> None:
    write(tmp_path, **SHOP)
    import_folder(folder=tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()

    write(tmp_path, order_lines=LINES + "o1,1,Sencha,34.00,34.00\n")
    import_folder(folder=tmp_path)

    assert Order.objects.get().lines.count() == 1
