/**
 * XML Schema 1.0 of our C/O XML, made from the same table of fields that validates records. It asks for the order and
 * the names that we write, which reading does not; it accepts what warnings are about.
 */
import { elementLines, type Lines } from '../xml/xml-lines.ts'
import { leafElement, parentElement, schemaText } from '../xml/xsd-lines.ts'
import { DATE, filledText, restriction, type SimpleType } from '../xml/xsd-simple-type.ts'
import {
  type CoField,
  type CoFieldType,
  coExporterFields,
  coGeneralFields,
  coGoodsFields,
  coImporterFields,
} from './co-fields.ts'
import { coForms, coStates, otherCoForm } from './co-forms.ts'
import { CO_ROOT, CO_VERSION, coElement } from './co-xml-names.ts'

/** The schema of version 1. */
export function coXsd(): string {
  const children = [
    ...leaves(coGeneralFields),
    parentElement('Exporter', leaves(coExporterFields)),
    parentElement('Importer', leaves(coImporterFields)),
    parentElement(coElement('goods'), leaves(coGoodsFields), { repeats: true }),
    SIGNATURE,
  ]
  const remark = `${CO_ROOT} ${CO_VERSION}: C/O, QCVN:2008/BCT (dự thảo / draft), phụ lục / annex 3, 7.3.1.`
  return schemaText(remark, parentElement(CO_ROOT, children, { attributes: [...VERSION, ...IDS] }))
}

const VERSION: Lines = elementLines(
  'xs:attribute',
  elementLines(
    'xs:simpleType',
    elementLines('xs:restriction', elementLines('xs:enumeration', [], { value: CO_VERSION }), { base: 'xs:string' }),
  ),
  { name: 'version', use: 'required' },
)

/** What a signature refers to. */
const IDS: Lines = ['ID', 'Id', 'id'].flatMap((name) => elementLines('xs:attribute', [], { name, type: 'xs:string' }))

/** W3C XML Signature, where the certificate is signed as XML. */
const SIGNATURE: Lines = elementLines('xs:any', [], {
  ...{ minOccurs: '0', namespace: 'http://www.w3.org/2000/09/xmldsig#', processContents: 'skip' },
})

function leaves(fields: readonly CoField[]): Lines[] {
  return fields.map((field) =>
    leafElement(coElement(field.key), simpleTypeOf(field), { isOptional: !field.needed, note: field.notation }),
  )
}

function simpleTypeOf({ key, type }: CoField): SimpleType {
  return key === 'hsCode' ? restriction(['maxLength', '12'], ['pattern', '[0-9]+(\\.[0-9]+)*']) : typeOf(type)
}

function typeOf(type: CoFieldType): SimpleType {
  switch (type.is) {
    case 'text':
      return filledText(1, type.max)
    case 'decimal':
      return restriction(
        // One more than the digits: the point.
        ['maxLength', `${type.digitsMax + 1}`],
        ['pattern', `[0-9]{1,${type.digitsMax}}|[0-9]+\\.[0-9]+`],
      )
    case 'date':
      return restriction(['pattern', DATE])
    case 'form':
      return restriction([
        'pattern',
        [...coForms.map(({ code }) => code), otherCoForm.source.replace(/^\^|\$$/g, '')].join('|'),
      ])
    case 'state':
      return restriction(...Object.keys(coStates).map((state) => ['enumeration', state] as const))
    case 'country':
      return restriction(['pattern', '[A-Z]{2}'])
    case 'currency':
      return restriction(['pattern', '[A-Z]{3}'])
  }
}
