/**
 * Which passwords are taken: long ones that are not among the first that anybody would try. No rules about
 * kinds of characters: they make passwords harder to remember and hardly harder to guess (NIST SP 800-63B,
 * 3.1.1.2).
 */
import { CongkyError } from '@congky/shared'

/** In characters. */
export const PASSWORD_LENGTH_MIN = 12
export const PASSWORD_LENGTH_MAX = 256
/** Fewer different characters than this is a key held down or a short pattern. */
const DIFFERENT_CHARACTERS_MIN = 5
/** Characters that are not the name of the account. */
const BESIDE_NAME_MIN = 8

/** What remains of common passwords without digits and signs around and between, in Vietnam and elsewhere. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  `password passwordpassword passw0rd passwd pass admin administrator adminadmin root rootroot superuser user guest
  welcome welcomewelcome letmein letmeinplease changeme changemenow default secret iloveyou iloveyouforever
  ilovemyself princess sunshine football baseball basketball superman batman pokemon dragon monkey master
  trustno whatever computer internet qwerty qwertyuiop qwertyuiopasdfghjkl qwertyqwerty asdfghjkl asdfasdf
  zxcvbnm zxcvbnmasdfghjkl qazwsxedc qazwsxedcrfv abcdefghijkl abcdefghijklm abcdefgh abcabcabcabc
  matkhau matkhaumoi matkhaumatkhau quantri quantrivien quantrihethong anhyeuem emyeuanh anhyeuemnhieulam
  yeuemnhieulam yeuanhnhieulam mainhoanhmaiyeuem khongbiet khongcomatkhau khongcopass xinchaovietnam vietnam
  vietnamvodich toiyeuvietnam hanoi saigon hochiminh haiphong haiquan khaibaohaiquan congky congkydientu chukyso
  chukysodientu tokenpassword ecus ecussign vnaccs vnptca viettelca thaison thaisonsoft congtytnhh congty ketoan
  giamdoc nhanvien xuatnhapkhau logistics`.split(/\s+/),
)

/**
 * The form that is hashed and compared. Vietnamese keyboards write one and the same letter composed or in
 * parts; both must open the same account.
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC')
}

/** @throws {CongkyError} ERR_PASSWORD_WEAK, which never repeats the password. */
export function checkPassword(password: string, accountName: string): void {
  const weakness = weaknessOf(normalizePassword(password), accountName)
  if (weakness !== null) throw new CongkyError('ERR_PASSWORD_WEAK', { detail: weakness })
}

function weaknessOf(password: string, accountName: string): { en: string; vi: string } | null {
  const characters = [...password]
  if (characters.length < PASSWORD_LENGTH_MIN) {
    return {
      en: `it has fewer than ${PASSWORD_LENGTH_MIN} characters`,
      vi: `ngắn hơn ${PASSWORD_LENGTH_MIN} ký tự`,
    }
  }
  if (characters.length > PASSWORD_LENGTH_MAX) {
    return { en: `it has more than ${PASSWORD_LENGTH_MAX} characters`, vi: `dài hơn ${PASSWORD_LENGTH_MAX} ký tự` }
  }
  if (new Set(characters).size < DIFFERENT_CHARACTERS_MIN) {
    return { en: 'it repeats a few characters', vi: 'chỉ lặp lại vài ký tự' }
  }
  const words = [toPlainLetters(password), toPlainLetters(password.replaceAll('0', 'o').replaceAll('@', 'a'))]
  if (isRow(password) || words.some((word) => COMMON_WORDS.has(word) || COMMON_WORDS.has(half(word)))) {
    return { en: 'it is one of the first that anybody would try', vi: 'là một trong những mật khẩu dễ đoán nhất' }
  }
  if ([...password.toLowerCase().replaceAll(accountName, '')].length < BESIDE_NAME_MIN) {
    return { en: 'it is little more than the name of the account', vi: 'gần như chỉ là tên tài khoản' }
  }
  return null
}

/** Lower-case letters without accents, digits or signs: `Mật_khẩu-2026!` and `matkhau` are the same guess. */
function toPlainLetters(password: string): string {
  return password
    .toLowerCase()
    .normalize('NFD')
    .replaceAll('đ', 'd')
    .replace(/[^a-z]/g, '')
}

/** `abcabc` is `abc` typed twice. */
function half(text: string): string {
  const first = text.slice(0, text.length / 2)
  return first + first === text ? first : text
}

/** Digits or letters that go up or down by one, such as 123456789012 and zyxwvutsrqpo. */
function isRow(password: string): boolean {
  const steps = [...password]
    .slice(1)
    .map((character, at) => (character.codePointAt(0) ?? 0) - (password.codePointAt(at) ?? 0))
  const isStep = (step: number) => Math.abs(step) <= 1 || Math.abs(step) === 9
  return /^(\d+|[a-z]+)$/i.test(password) && steps.every(isStep)
}
