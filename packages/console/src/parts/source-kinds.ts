/** The kinds of database, and what people have to know to reach one of each. */
import type { SourceDialect } from '@congky/shared'

export interface Kind {
  readonly name: string
  /** What is used when no port is given; null where there is none. */
  readonly port: number | null
  /** An example of a host. */
  readonly host: string
}

/** SQL Server first: most declaration software here keeps its data there. */
export const kinds: Readonly<Record<SourceDialect, Kind>> = {
  mssql: { name: 'SQL Server', port: 1433, host: '.' },
  postgres: { name: 'PostgreSQL', port: 5432, host: '192.168.1.10' },
  mysql: { name: 'MySQL / MariaDB', port: 3306, host: '192.168.1.10' },
  sqlite: { name: 'SQLite', port: null, host: '' },
  oracle: { name: 'Oracle', port: 1521, host: '192.168.1.10' },
}

/** Declaration software that people here have; any other can be typed. */
export const APPLICATIONS = ['ECUS5VNACCS', 'ECUS6', 'FPT.VNACCS', 'CDS Live', 'DNTN']

/** What people call a kind of database; its own name where this console is older than the gateway. */
export function kindName(dialect: string): string {
  return Object.entries(kinds).find(([each]) => each === dialect)?.[1].name ?? dialect
}
