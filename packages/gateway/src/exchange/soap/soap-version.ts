/**
 * What differs between SOAP 1.1 (W3C note of 2000) and SOAP 1.2 (W3C recommendation of 2007). All that the rest of
 * this folder knows of a version stands in its entry here.
 */
import { CongkyError } from '@congky/shared'

export const SOAP_VERSIONS = ['1.1', '1.2'] as const
export type SoapVersion = (typeof SOAP_VERSIONS)[number]

/** Who is to blame, or what was not understood. */
export type FaultCode = 'sender' | 'receiver' | 'version-mismatch' | 'must-understand' | 'data-encoding-unknown'

export interface SoapRules {
  readonly namespace: string
  readonly mediaType: string
  /** Local names of fault codes. SOAP 1.1 has none for an encoding, and calls everything of the sender Client. */
  readonly faultCodes: Readonly<Record<FaultCode, string>>
  /** Name of the attribute that says whom a header block is for, and the values that mean us. */
  readonly addressee: { readonly name: string; readonly us: readonly string[] }
  /** `encodingStyle` values under which content is plain XML. */
  readonly plainEncodings: readonly string[]
}

export const soapRules: Readonly<Record<SoapVersion, SoapRules>> = {
  '1.1': {
    namespace: 'http://schemas.xmlsoap.org/soap/envelope/',
    mediaType: 'text/xml',
    faultCodes: {
      sender: 'Client',
      receiver: 'Server',
      'version-mismatch': 'VersionMismatch',
      'must-understand': 'MustUnderstand',
      'data-encoding-unknown': 'Client',
    },
    addressee: { name: 'actor', us: ['', 'http://schemas.xmlsoap.org/soap/actor/next'] },
    plainEncodings: [''],
  },
  '1.2': {
    namespace: 'http://www.w3.org/2003/05/soap-envelope',
    mediaType: 'application/soap+xml',
    faultCodes: {
      sender: 'Sender',
      receiver: 'Receiver',
      'version-mismatch': 'VersionMismatch',
      'must-understand': 'MustUnderstand',
      'data-encoding-unknown': 'DataEncodingUnknown',
    },
    addressee: {
      name: 'role',
      us: [
        '',
        'http://www.w3.org/2003/05/soap-envelope/role/next',
        'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
      ],
    },
    plainEncodings: ['', 'http://www.w3.org/2003/05/soap-envelope/encoding/none'],
  },
}

/** One operation of a service: an element that holds one text, answered by an element that holds one text. */
export interface SoapOperation {
  /** Namespace of the elements. */
  readonly namespace: string
  readonly name: string
  readonly parameter: string
  /** SOAPAction, or the `action` of SOAP 1.2. */
  readonly action: string
}

/** A message of SOAP is not as it should be. */
export function soapInvalid(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_SOAP_INVALID', { detail: { en, vi } })
}
