from django.db import migrations

# The columns are those of `createcachetable`, which would make the table outside any migration.
CREATE = """
    CREATE TABLE database_cache (
        cache_key varchar(255) NOT NULL PRIMARY KEY,
        value text NOT NULL,
        expires timestamp with time zone NOT NULL
    );
    CREATE INDEX database_cache_expires ON database_cache (expires);
"""
DROP = "DROP TABLE database_cache"


class Migration(migrations.Migration):
    """The table of the shared cache, which holds the rate limits."""

    initial = True
    operations = [migrations.RunSQL(CREATE, DROP)]
