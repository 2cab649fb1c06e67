/** What is noticed while a record is read from JSON or XML: how it is written, not whether its values are right. */
import type { Bilingual } from '@congky/shared'
import { BoundedFindings } from '../bounded-findings.ts'
import type { EdifactFinding } from '../edifact/edifact-finding.ts'
import type { TreeFindings, TreePlace, TreeRule } from '../xml/tree-findings.ts'
import type { CoRecord } from './co-record.ts'

/** Stable, part of what programs read. */
export type CoDocumentRule =
  | TreeRule
  | 'element-place'
  | 'version'
  | 'value-form'
  | 'field-unknown'
  | 'field-missing'
  | 'field-repeated'
  | 'field-type'
  | 'more'

export interface CoDocumentFinding extends EdifactFinding<CoDocumentRule> {
  /** Of the record, as `goods[2].hsCode` counted from 1; empty: the document as a whole. */
  readonly field: string
}

export interface ReadCoDocument {
  /** Whatever could be read; what could not is empty. */
  readonly record: CoRecord
  readonly findings: readonly CoDocumentFinding[]
}

/** Collects them, at most so many of each severity. */
export class CoDocumentFindings implements TreeFindings<TreePlace> {
  readonly #findings = new BoundedFindings<CoDocumentFinding>()
  readonly #keyOf: (name: string) => string

  /** @param keyOf The record's name for a name in the document. */
  constructor(keyOf: (name: string) => string) {
    this.#keyOf = keyOf
  }

  add(severity: CoDocumentFinding['severity'], rule: CoDocumentRule, place: TreePlace, text: Bilingual): void {
    this.#findings.add(severity, () => ({
      ...{ severity, rule, place: null, field: this.#fieldAt(place) },
      vi: text.vi,
      en: text.en,
    }))
  }

  all(): readonly CoDocumentFinding[] {
    return this.#findings.all((severity, vi, en) => ({ severity, rule: 'more', place: null, field: '', vi, en }))
  }

  #fieldAt(place: TreePlace): string {
    const [, ...names] = place.path().split('/')
    return names.map((name) => this.#keyOf(name.length > 60 ? `${name.slice(0, 60)}…` : name)).join('.')
  }
}

/** The document itself. */
export const wholeDocument: TreePlace = { path: () => '' }
