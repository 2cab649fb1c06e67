import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm'

/** Whether a schema accepts a text, as libxml2 judges. */
export function acceptedBy(schemaText: string): (xml: string) => boolean {
  using schema = XmlDocument.fromString(schemaText)
  const validator = XsdValidator.fromDoc(schema)
  return (xml) => {
    using document = XmlDocument.fromString(xml)
    try {
      validator.validate(document)
      return true
    } catch (error) {
      if (error instanceof XmlValidateError) return false
      throw error
    }
  }
}
