/** Air waybill numbers: three digits of the airline, seven serial digits and a check digit. */

/** `020-12345675`, also without its dash; null for any other shape. The check digit is not judged. */
export function parseAwbNumber(text: string): string | null {
  const found = /^(\d{3})-?(\d{8})$/.exec(text)
  return found ? `${found[1]}-${found[2]}` : null
}

/** The eighth serial digit is the first seven modulo seven (IATA Resolution 600a). */
export function hasAwbCheckDigit(awb: string): boolean {
  const serial = awb.slice(-8)
  return Number(serial.slice(0, 7)) % 7 === Number(serial[7])
}
