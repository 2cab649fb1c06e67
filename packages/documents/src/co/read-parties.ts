import { type GroupNode, groupsOf, type SegmentNode, segmentsOf } from '../edifact/tables/message-tree.ts'
import { valuePlace } from '../edifact/tables/value-place.ts'
import type { CoFindings } from './co-findings.ts'
import type { FieldPlaces } from './field-places.ts'
import { fieldOfParty, isReadParty, type PartyFields, type PartyRole, readParty } from './party-segment.ts'
import { tellLost, tellUnread, valuesOf } from './read-values.ts'

/** Elements of NAD where the fields begin. */
const elements: Readonly<Record<keyof PartyFields, number>> = { identifier: 2, name: 4, address: 5, country: 9 }

/** Exporter and importer, as `exporter.name` and the like; a second one of a kind is told of and left out. */
export function readParties(tree: GroupNode, findings: CoFindings, places: FieldPlaces): Map<string, string> {
  const values = new Map<string, string>()
  const met = new Set<PartyRole>()
  for (const node of groupsOf(tree, 'SG2').flatMap((group) => segmentsOf(group, 'NAD'))) {
    const role = roleOf(node)
    if (role === null || met.has(role)) {
      tellUnread(node, findings)
      continue
    }
    met.add(role)
    tellLost(node, findings, (element, component, value) => isReadParty(role, element, component, value))
    const fields = readParty((element) => valuesOf(node, element))
    for (const key of ['identifier', 'name', 'address', 'country'] as const) {
      if (role === 'EX' && key === 'country') continue
      const field = fieldOfParty(role, key)
      values.set(field, fields[key])
      places.set(field, valuePlace(node, elements[key], 1))
    }
  }
  return values
}

function roleOf(node: SegmentNode): PartyRole | null {
  const [qualifier] = valuesOf(node, 1)
  return qualifier === 'IM' || qualifier === 'EX' ? qualifier : null
}
