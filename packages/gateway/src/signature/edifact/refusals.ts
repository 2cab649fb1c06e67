/** Why an interchange is signed in neither way. */

export const INTERACTIVE = {
  en: 'it is interactive (UIB), and batch is wanted',
  vi: 'đây là EDI tương tác (UIB), không phải EDI lô',
}
export const NOTHING = { en: 'there is nothing in it that could be signed', vi: 'trao đổi không có gì để ký' }
