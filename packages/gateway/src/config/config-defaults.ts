import { configSchema, type WrittenConfig } from './schema.ts'

/** What holds where the file says nothing. */
export function configDefaults(): WrittenConfig {
  return configSchema.parse({})
}
