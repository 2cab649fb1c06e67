/** The service that customs calls: Decision 1543/QĐ-TCHQ, appendix part I, 4. */
import type { SoapOperation } from '../soap/soap-version.ts'

const NAMESPACE = 'http://ecustoms.customs.gov.vn'

export const serviceOperation: SoapOperation = {
  namespace: NAMESPACE,
  name: 'DN_KVCC_DuDK',
  parameter: 'sRequest',
  action: `${NAMESPACE}/DN_KVCC_DuDK`,
}

/** Part I, 1: messages of up to 4 MB must be taken in. */
export const MESSAGE_BYTES_MAX = 4 * 1024 * 1024

/** In base64, with ends of lines that may be written as references (`&#xD;&#xA;`), and a SOAP message around it. */
export const CALL_BYTES_MAX = Math.ceil(MESSAGE_BYTES_MAX * (4 / 3) * 1.2) + 65_536
