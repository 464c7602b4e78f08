"""The frame and the small style of every page the emulator shows."""

from markupsafe import Markup

STYLE = Markup(
    """<style>
:root{color-scheme:light dark;--line:#8884;--ink:light-dark(#1d2733,#e6ebf0);
--paper:light-dark(#fff,#161b22);--soft:light-dark(#f4f6f8,#1f2630);--green:#2ca01c}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
a{color:inherit}nav a{margin-right:1rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;
vertical-align:top}
th{background:var(--soft);font-weight:600}
td.n,th.n{text-align:right;white-space:nowrap}
th:first-child{min-width:12rem}tfoot td{font-weight:600}
.scroll{overflow-x:auto}.muted,small{opacity:.7}
.choice{display:block;padding:.4rem 0}
button{font:inherit;padding:.5rem 1.2rem;border:1px solid var(--line);border-radius:.4rem}
button.primary{background:var(--green);color:#fff;border-color:var(--green)}
</style>"""
)


def page(title: str, body: Markup) -> str:
    """A whole document. `body` is markup; everything put into it was escaped."""
    return Markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<title>{}</title>{}</head><body><h1>{}</h1>{}</body></html>"
    ).format(title, STYLE, title, body)
