/** Interchanges of any length, made piece by piece: certificates of origin as annex 4 of QCVN:2008/BCT shows them. */

const HEADER = "UNB+UNOA:1+VCCI+MOIT+081216:1503+VCCI081216'"

/** One message; a released character in every line of goods. */
export function coMessage(reference: number, goods: number): string {
  const lines = Array.from(
    { length: goods },
    (_, index) =>
      `LIN+${index + 1}'PIA+5+564776:HS'IMD+F++:161::AO LEN SOI MANH, MAU ${index} ?+ DEN'MEA+AAE++C62:1'QTY+142:${972 + index}'` +
      `MOA+66:104657.25:USD'RFF+ABU:334'`,
  )
  const head =
    `UNH+${reference}+ORDERS:D:04B:UN'BGM+17+VN08010001A+9'DTM+150:20081002:102'DTM+136:20081012:102'IMD+B++:::2'` +
    "FTX+AFM+1++123/XNK'FTX+AFM+1++232352'FTX+AFM+1++NGUYEN THANH BINH'FTX+ADU+1++DUOC XUAT SANG EU'" +
    "NAD+IM+5123468532154::9++COLUMBIA SPORTWEAR:DISTRIBUTION CENTER+1542 AVENUE DES+DEUX-VALLEES PARC+++CO'" +
    "NAD+EX+753213654652521::9++CTY TNHH MAY MAC MACALLAN+THON NGOC GIA:XA NGOC HOA:HUYEN CHUONG MY+HA TAY+++VN'"
  const count = 11 + goods * 7 + 3
  return `${head}${lines.join('')}UNS+S'CNT+2:${goods}'UNT+${count}+${reference}'`
}

/** @returns How many segments {@link longInterchange} has. */
export function segmentCount(messages: number, goods: number): number {
  return 2 + messages * (14 + goods * 7)
}

/** Bytes of an interchange without faults, in pieces of `pieceBytes` that end anywhere. */
export function* longInterchange(messages: number, goods: number, pieceBytes = 64 * 1024): Generator<Buffer> {
  let text = HEADER
  for (let reference = 1; reference <= messages; reference++) {
    text += coMessage(reference, goods)
    for (; text.length >= pieceBytes; text = text.slice(pieceBytes))
      yield Buffer.from(text.slice(0, pieceBytes), 'latin1')
  }
  yield Buffer.from(`${text}UNZ+${messages}+VCCI081216'`, 'latin1')
}
