"""On PostgreSQL: the role that the public site reads as. It may SELECT on the listed tables and do nothing else.

A database user that may not create roles or grant them is told so by the system check publishing.W001; the migration goes on.
"""

from django.db import migrations

# A role belongs to the whole server: another database's migration may have made it, or be making it now.
CREATE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lykta_public') THEN
    CREATE ROLE lykta_public NOLOGIN;
  END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
  RAISE NOTICE 'the role lykta_public was not made here';
END $$
"""
GRANT = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lykta_public') THEN
    GRANT SELECT ON publishing_release, publishing_standingvalue, municipalities_municipality,
      areas_maplayer, areas_areasetinuse, areas_areaset, areas_area TO lykta_public;
  END IF;
END $$
"""
JOIN = """
DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'lykta_public', 'MEMBER') THEN
    EXECUTE 'GRANT lykta_public TO ' || quote_ident(current_user);
  END IF;
EXCEPTION WHEN insufficient_privilege OR undefined_object OR unique_violation THEN
  RAISE NOTICE 'the role lykta_public was not granted to the application';
END $$
"""
REVOKE = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lykta_public') THEN
    REVOKE ALL ON publishing_release, publishing_standingvalue, municipalities_municipality,
      areas_maplayer, areas_areasetinuse, areas_areaset, areas_area FROM lykta_public;
  END IF;
END $$
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (CREATE, GRANT, JOIN):
            schema_editor.execute(statement)


def remove(apps, schema_editor):
    # The role itself stays: other databases of the server may use it.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REVOKE)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
        ("municipalities", "0001_initial"),
        ("areas", "0001_initial"),
    ]
    operations = [migrations.RunPython(add, remove)]
