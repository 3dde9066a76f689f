/**
 * A line for each table with its rows, for psql: run on the database and on what was restored of it, so that both lists
 * can be compared byte by byte. Left out is what a dump does not hold: the tables of extensions.
 */
export const COUNT_TABLES = `SELECT format(
         'SELECT json_build_object(''table'', %L, ''rows'', count(*)) FROM ONLY %I.%I',
         format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
\\gexec
`;
