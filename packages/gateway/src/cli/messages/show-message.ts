/** A message in words: the same rendering that people read in the console. */
import type { Cli } from '../cli.ts'
import { withEngine } from '../with-engine.ts'
import { readBytes } from './message-file.ts'
import { renderingLines } from './rendering-lines.ts'

/** @throws {CongkyError} ERR_FILE_UNUSABLE, ERR_DOCUMENT_TOO_LARGE */
export async function showMessage(cli: Cli, file: string): Promise<void> {
  const document = await readBytes(cli, file)
  const rendering = await withEngine((engine) => engine.render(document))
  cli.result(rendering, () => renderingLines(rendering, cli))
}
