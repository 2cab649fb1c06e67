/**
 * Profiles as a configuration may have them beside the built-in ones: shapes that those do not use. The
 * documents are those of the built-in profiles.
 */
import type { XmlProfileOptions } from '@congky/shared'
import { fieldDocuments } from './field-documents.ts'

const usual = {
  kind: 'xmldsig',
  alternatives: [],
  newId: null,
  idAttribute: 'Id',
  placedIn: null,
  createParent: false,
  replacesElement: false,
  digest: 'sha256',
  canonicalization: 'c14n',
  envelopedTransform: true,
  keyInfo: ['subject-name', 'certificate'],
  signingTime: 'none',
  signingTimeReferenced: false,
  existing: 'reject',
  taxCodePath: null,
  xades: 'none',
} as const satisfies Partial<XmlProfileOptions>

export const exampleProfiles = {
  /** The buyer's signature on an electronic invoice, beside the seller's. */
  'invoice-buyer': {
    ...usual,
    signs: { path: '/HDon/DLHDon' },
    placedIn: '/HDon/DSCKS/NMua',
    createParent: true,
    signingTime: 'no-namespace',
    signingTimeReferenced: true,
  },
  /** Invoices of the former Circular 32, found by their id alone. */
  'invoice-2011': {
    ...usual,
    signs: { id: 'data' },
    idAttribute: 'id',
    digest: 'auto',
    signingTime: 'example-org',
    signingTimeReferenced: true,
  },
  /** Notices of the tax authority have comments counted in what is signed about them. */
  'tax-filing': {
    ...usual,
    signs: { path: '/HSoThueDTu/HSoKhaiThue' },
    newId: '_NODE_TO_SIGN',
    idAttribute: 'id',
    placedIn: '/HSoThueDTu/CKyDTu',
    createParent: true,
    digest: 'auto',
    canonicalization: 'c14n-comments',
    keyInfo: ['key-value', 'subject-name', 'certificate'],
    existing: 'add',
  },
} as const satisfies Record<string, XmlProfileOptions>

export type ExampleProfile = keyof typeof exampleProfiles

/** A document for each. */
export const exampleDocuments: Readonly<Record<ExampleProfile, string>> = {
  'invoice-buyer': fieldDocuments['einvoice-tt78'],
  'invoice-2011': fieldDocuments['invoice-tt32'],
  'tax-filing': fieldDocuments['tax-ihtkk'],
}
