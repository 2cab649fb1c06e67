/**
 * A certificate of origin as plain data: the fields of annex 3 of the draft regulation QCVN:2008/BCT on electronic
 * data interchange for electronic certificates of origin (Ministry of Industry and Trade), section 7.3.1.
 * Every value is a text; empty where nothing is said. Widths and marks stand in the table of fields.
 */

/** 1. What concerns the whole certificate; 2. exporter; 3. importer; 4. goods. */
export interface CoRecord {
  /** A code of the table of forms, such as `A`, `D`, `AK`, `Venezuela`. */
  readonly form: string
  /** Without the form. */
  readonly number: string
  /** Of the customs declaration. */
  readonly declarationNumber: string
  /** 0 new, 1 corrected, 2 cancelled. */
  readonly state: string
  readonly billOfLading: string
  /** `yyyy-MM-dd` */
  readonly shipmentDate: string
  /** `yyyy-MM-dd` */
  readonly signedDate: string
  readonly signer: string
  readonly note: string
  readonly exporter: CoExporter
  readonly importer: CoImporter
  /** At least one. */
  readonly goods: readonly CoGoods[]
}

export interface CoExporter {
  readonly name: string
  /** Tax code. The example sends a number of EAN in its place, which stays what it is. */
  readonly taxCode: string
  readonly address: string
}

export interface CoImporter {
  readonly name: string
  /** The number that the example sends for it; annex 3 has none. */
  readonly identifier: string
  readonly address: string
  /** ISO 3166 (TCVN 7217), two letters. */
  readonly country: string
}

export interface CoGoods {
  readonly ordinal: string
  readonly hsCode: string
  /** Marks and numbers on packages. */
  readonly marks: string
  readonly description: string
  /** Category of textiles. */
  readonly categoryCode: string
  /** Share of the origin, a decimal number with a point. */
  readonly originContent: string
  readonly quantity: string
  /** A code of UN/ECE recommendation 20 in the example (`C62` piece). */
  readonly unit: string
  readonly value: string
  /** ISO 4217 (TCVN 6558). */
  readonly currency: string
}
