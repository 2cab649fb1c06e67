const NAMES: Readonly<Record<string, string>> = {
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
  mysql: 'MySQL / MariaDB',
  mssql: 'SQL Server',
  oracle: 'Oracle',
}

/** The product's own name for a dialect of the configuration. */
export function dialectName(dialect: string): string {
  return NAMES[dialect] ?? dialect
}
