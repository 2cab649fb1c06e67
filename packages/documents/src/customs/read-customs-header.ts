import { foldName } from '../xml/element-names.ts'
import { readBrokenTree, treeLimits } from '../xml/xml-tree.ts'
import type { CustomsHeader } from './customs-message.ts'
import { FindingList } from './finding-list.ts'
import { readHeader } from './read-header.ts'

/** Headers have less than 2 KB; names and blanks around them may be long. */
const LENGTH_MAX = 65_536

/**
 * Reads the header alone, as far as it goes, also of a text that breaks off or breaks later: whoever answers a
 * broken message needs to know whose it was. Null when no header begins within the first 64 KB. Throws nothing.
 */
export function readCustomsHeader(xml: string): CustomsHeader | null {
  const root = readBrokenTree(xml.slice(0, LENGTH_MAX), treeLimits)
  if (root === null || foldName(root.name) !== 'envelope') return null
  const header = root.children.find((child) => foldName(child.name) === 'header')
  return header === undefined ? null : readHeader(header, { table: '', path: () => '' }, new FindingList())
}
