"""The migration operations that put tables behind the wall."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

POLICY = "owner_only"
ADDING_POLICY = "append_only"

# NULLIF, because after the first transaction on a connection an unset value reads as '' and would not
# cast. The subselect lets the planner read the setting once for a statement instead of once for a row.
_CONDITION = "owner_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::uuid)"


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
