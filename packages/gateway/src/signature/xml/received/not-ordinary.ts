/** A document is none that the second reader takes it upon itself to judge; libxml2 is asked instead. */
export class NotOrdinary extends Error {
  override readonly name = 'NotOrdinary'
}
