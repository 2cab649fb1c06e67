import type { Bilingual } from '@congky/shared'

/** What can be said of a tree of elements, whatever it means; stable, part of what programs read. */
export type TreeRule =
  | 'element-name'
  | 'element-unknown'
  | 'element-repeated'
  | 'attribute-unknown'
  | 'namespace'
  | 'text-outside'

/** Where something was found: a path, made only when something was. */
export interface TreePlace {
  readonly path: () => string
}

export function placeIn<P extends TreePlace>(place: P, name: string): P {
  return { ...place, path: () => `${place.path()}/${name}` }
}

/** Collects what is found. */
export interface TreeFindings<P extends TreePlace> {
  add(severity: 'error' | 'warning' | 'notice', rule: TreeRule, place: P, text: Bilingual): void
}
