/** What rooms need of a logger; pino fits. Fields are picked values: never documents, PINs or keys. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
