# The image for production: the application and its packages, without a database or a development tool.
FROM python:3.13-slim AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/base.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DEBRIEF_DATA=/app/.data DEBRIEF_STATIC_ROOT=/app/staticfiles PORT=8000
RUN useradd --system --no-create-home --home-dir /nonexistent debrief
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py ./
COPY debrief debrief
COPY templates templates
COPY static static
# Collecting needs settings that are complete; these are thrown away with the step.
RUN DEBRIEF_SECRET_KEY=thrown-away-with-the-step-and-never-used-for-anything-else DEBRIEF_URL=https://debrief.invalid \
    DATABASE_URL=postgresql://debrief_app@nowhere/debrief \
    python manage.py collectstatic --no-input --verbosity 0 \
 && python -m compileall -q debrief
USER debrief
EXPOSE 8000
# The name it is known by, because it answers to no other.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-c", "\
import os; from urllib.parse import urlsplit; from urllib.request import Request, urlopen; \
urlopen(Request(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', \
headers={'Host': urlsplit(os.environ['DEBRIEF_URL']).netloc}), timeout=4)"]
CMD ["gunicorn", "-c", "python:debrief.serving", "debrief.wsgi"]
