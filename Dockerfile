# One image for web, worker, beat, the migrations and the emulator; the command decides.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATE_DIR=/app/var

RUN useradd --system --create-home --uid 10001 bridge
WORKDIR /app

# Every package is checked against the hash in the lock.
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY manage.py ./
COPY qbo_bridge qbo_bridge
COPY entities entities
COPY connections connections
COPY sync_queue sync_queue
COPY emulator emulator
COPY templates templates

RUN mkdir var && chown bridge:bridge var
USER bridge

# Settings insist on secrets; these are known to nobody's database.
RUN SECRET_KEY=collectstatic TOKEN_KEYS=collectstatic python manage.py collectstatic --noinput

EXPOSE 8000
CMD ["gunicorn", "qbo_bridge.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
