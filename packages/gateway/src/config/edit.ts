/**
 * Edits congky.yaml in place of a person: the same file, its comments kept, checked before it is written
 * and replaced in one step. A change that someone else made meanwhile is never written over.
 */
import { realpathSync, statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { CongkyError } from '@congky/shared'
import type { Document } from 'yaml'
import { checkConfig, configHash, invalidConfig, type LoadedConfig, readConfigText } from './load.ts'
import { mergeChange } from './merge-change.ts'
import { type ParsedYaml, parseYaml, treeOf } from './parse-yaml.ts'
import { replaceFile } from './replace-file.ts'

export interface EditOptions {
  /** Hash of the content that the change was decided on (`LoadedConfig.hash`); by default what the file holds now. */
  readonly expectedHash?: string
}

/**
 * @param change Changes the YAML document; see config-edits.ts. Must not wait for anything.
 * @returns The configuration as it is now in the file.
 * @throws {CongkyError} ERR_CONFIG_NOT_FOUND; ERR_CONFIG_INVALID before or after the change, and nothing is
 * written; ERR_CONFIG_CHANGED when the file holds something else than expected; ERR_CONFIG_UNWRITABLE.
 */
export function editConfig(
  file: string,
  change: (document: Document) => void,
  options: EditOptions = {},
): LoadedConfig {
  const before = readConfigText(file)
  const hash = configHash(before)
  if (options.expectedHash !== undefined && options.expectedHash !== hash) {
    throw new CongkyError('ERR_CONFIG_CHANGED', { file })
  }
  const start = parseYaml(before)
  requireValid(before, start, file)
  const { text: after, yaml } = changedText(before, start, change)
  const edited = requireValid(after, yaml, file)
  if (after === before) return edited

  const target = realpathSync(file)
  const mode = statSync(target).mode & 0o777
  if (configHash(readConfigText(file)) !== hash) throw new CongkyError('ERR_CONFIG_CHANGED', { file })
  try {
    replaceFile(target, after, mode)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : '?'
    throw new CongkyError('ERR_CONFIG_UNWRITABLE', { file, reason }, { cause })
  }
  return edited
}

/** The text with the change and nothing else changed, wherever the layout allows. */
function changedText(
  text: string,
  { document }: ParsedYaml,
  change: (document: Document) => void,
): { readonly text: string; readonly yaml: ParsedYaml } {
  const before = write(document)
  change(document)
  const after = write(document)
  const merged = mergeChange(text, before, after)
  // Lines alone do not know what they mean: the merged text counts only if it says what the writer's says. Parsing
  // is most of an edit's time, so the writer's text is parsed only where the document alone does not settle it.
  if (merged !== null) {
    const yaml = parseYaml(merged)
    const isSame = isDeepStrictEqual(yaml.tree, treeOf(document)) || isDeepStrictEqual(yaml.tree, parseYaml(after).tree)
    if (isSame) return { text: merged, yaml }
  }
  return { text: after, yaml: parseYaml(after) }
}

/** The writer of the failsafe schema has no word for nothing, so an empty file is written here. */
function write(document: Document): string {
  return document.contents === null ? '' : document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

function requireValid(text: string, yaml: ParsedYaml, file: string): LoadedConfig {
  const checked = checkConfig(text, file, yaml)
  if (checked.config === null) throw invalidConfig(checked.problems, file)
  return checked
}
