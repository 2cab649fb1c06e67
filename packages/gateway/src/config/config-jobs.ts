/** The work on the text of the configuration that is too long for the main thread; run by config-worker.ts. */
import type { ConfigEdit } from './config-edit.ts'
import { applyEdit } from './config-edit.ts'
import { editConfig } from './edit.ts'
import type { LoadedConfig } from './load.ts'

export interface ConfigJob {
  readonly file: string
  readonly edits: readonly ConfigEdit[]
  /** Hash of the content that the edits were decided on. */
  readonly expectedHash: string
}

/** @throws {CongkyError} as `editConfig` and `applyEdit` */
export function runConfigJob({ file, edits, expectedHash }: ConfigJob): LoadedConfig {
  return editConfig(
    file,
    (document) => {
      for (const edit of edits) applyEdit(document, edit)
    },
    { expectedHash },
  )
}
