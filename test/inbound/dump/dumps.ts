/** An OVMS server's database, written down as its own tools do it. */

/** A value as a server holds it. */
export type Cell = string | number | null
/** Rows by the names of their columns, all alike. */
export type Rows = { [column: string]: Cell }[]

const ESCAPED: Record<string, string> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\u001a': '\\Z',
}

/** As mysqldump writes it (mysql_real_escape_string). */
export function literal(value: Cell): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return String(value)
  // oxlint-disable-next-line no-control-regex
  return `'${value.replaceAll(/[\0\n\r\\'"\u001a]/g, (sign) => ESCAPED[sign]!)}'`
}

/** As standard SQL has it: a backslash is escaped too, for MySQL reads it so. */
export function doubled(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** A table as mysqldump writes it, with its rules and comments and several rows in one INSERT. */
export function tableDump(table: string, columns: string[], rows: Cell[][]): string {
  return `
--
-- Table structure for table \`${table}\`
--

DROP TABLE IF EXISTS \`${table}\`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE \`${table}\` (
${columns.map((name) => `  \`${name}\` varchar(32) NOT NULL DEFAULT '' COMMENT 'it''s (a) \\'column\\', so',`).join('\n')}
  PRIMARY KEY (\`${columns[0]}\`,\`${columns[1]}\`),
  KEY \`${columns[0]}\` (\`${columns[0]}\`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8 COMMENT='OVMS: Stores; things';

LOCK TABLES \`${table}\` WRITE;
/*!40000 ALTER TABLE \`${table}\` DISABLE KEYS */;
${rows.length === 0 ? '' : `INSERT INTO \`${table}\` VALUES ${tuples(rows)};`}
/*!40000 ALTER TABLE \`${table}\` ENABLE KEYS */;
UNLOCK TABLES;
`
}

export function tuples(rows: Cell[][]): string {
  return rows.map((row) => `(${row.map(literal).join(',')})`).join(',')
}

/** All tables in one file, in the order of their names, as mysqldump has them. */
export function dumpOf(tables: Record<string, Rows>): string {
  const parts = Object.entries(tables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([table, rows]) => {
      const columns = Object.keys(rows[0]!)
      return tableDump(
        table,
        columns,
        rows.map((row) => columns.map((name) => row[name] ?? null)),
      )
    })
  return `/*M!999999\\- enable the sandbox mode */ \n-- MySQL dump 10.13  Distrib 5.7.28
--
-- Host: localhost    Database: openvehicles
/*!40101 SET NAMES utf8 */;
${parts.join('')}
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
-- Dump completed on 2026-11-21 14:08:21
`
}

/** A row of ovms_owners; `pass` as the plugin AuthDbSimple keeps it. */
export function anOwner(told: Rows[number]): Rows[number] {
  const rest = { status: 1, deleted: 0, changed: '2026-01-01 00:00:00' }
  return { owner: 1, name: 'ann', mail: 'ann@example.org', pass: 'opensesame', ...rest, ...told }
}

/** A row of ovms_cars. */
export function aCar(told: Rows[number]): Rows[number] {
  return {
    vehicleid: 'ANN-1',
    vehiclename: 'The red one',
    owner: 1,
    telephone: '',
    carpass: 'NETPASS',
    userpass: '',
    cryptscheme: '0',
    v_ptoken: '',
    v_server: '*',
    v_type: 'CAR',
    deleted: 0,
    changed: '2026-01-01 00:00:00',
    v_lastupdate: '2026-11-20 00:00:00',
    couponcode: '',
    ...told,
  }
}

/** A row of ovms_historicalmessages. */
export function aLine(told: Rows[number]): Rows[number] {
  return {
    owner: 1,
    vehicleid: 'ANN-1',
    h_timestamp: '2026-11-20 08:00:00',
    h_recordtype: '*-LOG-Grid',
    h_recordnumber: 2,
    h_data: '1,47.070700,15.439500,353.0,Home,type2,charging,onrequest,standard,32,0,80',
    h_expires: '2099-11-20 08:00:00',
    ...told,
  }
}
