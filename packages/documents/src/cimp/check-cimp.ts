/** The check of CIMP texts that `validateCustomsMessage` takes. */
import type { CimpCheck } from '../customs/validate-customs-message.ts'
import { cimpFindings } from './cimp-findings.ts'

/** Each finding names its place in the decoded text. */
export const checkCimp: CimpCheck = (cimp, { header, fields }) =>
  cimpFindings(cimp, {
    kind: `${header.type}-${header.function}`,
    goodsType: fields.GoodsType ?? null,
    awb: fields.AWB ?? null,
    hawb: fields.HAWB ?? null,
    flight: fields.FlightNumber ?? null,
  }).map(({ severity, place, message: { vi, en } }) =>
    place === null
      ? { severity, vi, en }
      : {
          severity,
          vi: `Dòng ${place.line}, cột ${place.column}: ${vi}`,
          en: `Line ${place.line}, column ${place.column}: ${en}`,
        },
  )
