import { type SoapVersion, soapRules } from './soap-version.ts'

export interface WrittenSoap {
  readonly contentType: string
  readonly body: string
}

/** @param content XML of the body. @param header XML of header blocks, or nothing. */
export function soapMessage(version: SoapVersion, content: string, header = ''): WrittenSoap {
  const { namespace, mediaType } = soapRules[version]
  const blocks = header === '' ? '' : `<soap:Header>${header}</soap:Header>`
  return {
    contentType: `${mediaType}; charset=utf-8`,
    body:
      '<?xml version="1.0" encoding="utf-8"?>\n' +
      `<soap:Envelope xmlns:soap="${namespace}">${blocks}<soap:Body>${content}</soap:Body></soap:Envelope>`,
  }
}
