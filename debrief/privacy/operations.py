"""The migration operations that put tables behind the wall."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

POLICY = "owner_only"
ADDING_POLICY = "append_only"
LINK_POLICY = "found_by_link"
SHOWN_POLICY = "shown_alone"

# NULLIF, because after the first transaction on a connection an unset value reads as '' and would not
# cast. The subselect lets the planner read the setting once for a statement instead of once for a row.
_CONDITION = "owner_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::uuid)"

# Who looks by a link says so with its hash, and from then on with the id of what it shows.
_LINK = "(SELECT decode(NULLIF(current_setting('app.link_hash', true), ''), 'hex'))"
_SHOWN = "(SELECT NULLIF(current_setting('app.shown_id', true), '')::uuid)"


class OwnerOnlyRows(Operation):
    """Let a table's rows be read and written by their owner alone.

    `within` names a foreign key to another owned table: PostgreSQL checks foreign keys without looking
    at policies, so a second key over (that row, owner) refuses a child of somebody else's row.
    """

    reversible = True

    def __init__(self, model_name: str, within: str = "") -> None:
        self.model_name = model_name
        self.within = within

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model_name], {"within": self.within} if self.within else {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The policy lives in the database alone; the models know nothing of it."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model: type[Model] = to_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY {POLICY} ON {table} USING ({_CONDITION}) WITH CHECK ({_CONDITION})"
        )
        if self.within:
            _add_key(model, self.within, f"{model._meta.db_table}_same_owner", schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        if self.within:
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {model._meta.db_table}_same_owner")
        schema_editor.execute(f"DROP POLICY {POLICY} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Let only the owner read and write rows of {self.model_name}"


class AppendOnly(Operation):
    """Let the application add rows to a table and do nothing else with it: not even read them.

    A policy and not a missing right, because `database.roles` grants rights on every table at each start.
    """

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The policy lives in the database alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model: type[Model] = to_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY {ADDING_POLICY} ON {table} FOR INSERT WITH CHECK (true)")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(f"DROP POLICY {ADDING_POLICY} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Let rows of {self.model_name} be added, and neither read, changed nor deleted"


class FoundByLink(Operation):
    """Let a row be read by whoever knows the link whose hash it holds, while the link is good.

    `hash_field` holds the SHA-256 of the link's token, `ends_field` when it ends, and `ended_field` when it
    was ended before that.
    """

    reversible = True

    def __init__(self, model_name: str, hash_field: str, ends_field: str, ended_field: str) -> None:
        self.model_name = model_name
        self.hash_field = hash_field
        self.ends_field = ends_field
        self.ended_field = ended_field

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The policy lives in the database alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model: type[Model] = to_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(
            f"CREATE POLICY {LINK_POLICY} ON {table} FOR SELECT USING ({self.hash_field} = {_LINK} "
            f"AND {self.ended_field} IS NULL AND {self.ends_field} > statement_timestamp())"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(
            f"DROP POLICY {LINK_POLICY} ON {schema_editor.quote_name(model._meta.db_table)}"
        )

    def describe(self) -> str:
        return f"Let a row of {self.model_name} be read by whoever knows its link"


class ShownAlone(Operation):
    """Keep a table out of what a link shows, but for the rows of the one thing that it does show.

    `model_name` may name another app, `debriefs.question`. `field` is the column that holds the id of what is
    shown, and is never null: a row without an id would be seen. Without `field` no row is. `through` is
    another such table and a column of it: then it is the rows that what is shown of that table points at.

    The policy is restrictive: it takes rows away from what the others let through, and while nothing is being
    shown it takes none. Nothing can be written while something is.
    """

    reversible = True

    def __init__(self, model_name: str, field: str = "", through: tuple[str, str] | None = None) -> None:
        self.model_name = model_name
        self.field = field
        self.through = through

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The policy lives in the database alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = self._table(self.model_name, app_label, schema_editor, to_state)
        if self.through:
            pointing, column = self.through
            rows = self._table(pointing, app_label, schema_editor, to_state)
            condition = f"{_SHOWN} IS NULL OR id IN (SELECT {column} FROM {rows})"  # noqa: S608  (our own names)
        elif self.field:
            # COALESCE, because the planner takes it for every second row, and an OR for next to none.
            condition = f"COALESCE({self.field} = {_SHOWN}, true)"
        else:
            condition = f"{_SHOWN} IS NULL"
        schema_editor.execute(
            f"CREATE POLICY {SHOWN_POLICY} ON {table} AS RESTRICTIVE USING ({condition}) "
            f"WITH CHECK ({_SHOWN} IS NULL)"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = self._table(self.model_name, app_label, schema_editor, from_state)
        schema_editor.execute(f"DROP POLICY {SHOWN_POLICY} ON {table}")

    def describe(self) -> str:
        return f"Keep rows of {self.model_name} out of what a link shows"

    @staticmethod
    def _table(
        name: str, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> str:
        app, _dot, model_name = name.rpartition(".")
        model = state.apps.get_model(app or app_label, model_name)
        return schema_editor.quote_name(model._meta.db_table)


class SameOwner(Operation):
    """Let a foreign key between owned tables lead to rows of the same owner alone.

    The model it leads to has a unique constraint over (id, owner).
    """

    reversible = True

    def __init__(self, model_name: str, field: str) -> None:
        self.model_name = model_name
        self.field = field

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The key lives in the database alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        _add_key(model, self.field, self._name(model), schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {self._name(model)}")

    def describe(self) -> str:
        return f"Let {self.field} of {self.model_name} lead to rows of the same owner alone"

    def _name(self, model: type[Model]) -> str:
        return f"{model._meta.db_table}_{self.field}_same_owner"


def _add_key(model: type[Model], field: str, name: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    parent: type[Model] = model._meta.get_field(field).related_model  # type: ignore[assignment]
    schema_editor.execute(
        f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({field}_id, owner_id) "
        f"REFERENCES {schema_editor.quote_name(parent._meta.db_table)} (id, owner_id) "
        f"DEFERRABLE INITIALLY IMMEDIATE"
    )
