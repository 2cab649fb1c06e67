/**
 * Days of DTM. The list of formats (2379) has 2 as DDMMYY; the print writes eight digits under it, once even twelve,
 * which are 4 (DDMMCCYY) and 5 (with the time). We write 102 (CCYYMMDD), as its own example in 7.3.2 d does.
 * Of a year with two digits the century is the 21st.
 */
import { isWrittenDate } from '../customs/calendar.ts'

/** 2379, D.04B: those that hold a day. */
const formats: Readonly<Record<string, string>> = {
  '2': 'DDMMYY',
  '3': 'MMDDYY',
  '4': 'DDMMCCYY',
  '5': 'DDMMCCYYHHMM',
  '101': 'YYMMDD',
  '102': 'CCYYMMDD',
  '201': 'YYMMDDHHMM',
  '202': 'YYMMDDHHMMSS',
  '203': 'CCYYMMDDHHMM',
  '204': 'CCYYMMDDHHMMSS',
}

export interface ReadDay {
  /** `yyyy-MM-dd` */
  readonly day: string
  /** `CCYYMMDD` and the like: what it was read as. */
  readonly readAs: string
  /** Whether its own code says so. */
  readonly isByCode: boolean
}

export const writtenFormat = '102'
export const writeDay = (day: string): string => day.replaceAll('-', '')

/** The format that a code stands for; empty: it holds no day, or is none of the list. */
export const formatOf = (code: string): string => (Object.hasOwn(formats, code) && formats[code]) || ''

/** Blanks between digits are those of a printed line's end. null: no day can be read. */
export function readDay(text: string, code: string): ReadDay | null {
  const digits = text.replaceAll(' ', '')
  const own = formatOf(code)
  const day = own === '' ? null : dayBy(own, digits)
  if (day !== null) return { day, readAs: own, isByCode: digits === text }
  const dayFirst = ['DDMMCCYY', 'DDMMCCYYHHMM', 'DDMMYY']
  const yearFirst = ['CCYYMMDD', 'CCYYMMDDHHMM', 'CCYYMMDDHHMMSS', 'YYMMDD']
  const guesses = own.startsWith('DD') ? [...dayFirst, ...yearFirst] : [...yearFirst, ...dayFirst]
  for (const readAs of guesses) {
    const guessed = dayBy(readAs, digits)
    if (guessed !== null) return { day: guessed, readAs, isByCode: false }
  }
  return null
}

function dayBy(format: string, text: string): string | null {
  if (text.length !== format.length || !/^\d+$/.test(text)) return null
  const part = (letters: string): string => {
    const from = format.indexOf(letters)
    return from < 0 ? '' : text.slice(from, from + letters.length)
  }
  // The month comes before the time, so the first MM is its.
  const day = `${part('CC') || '20'}${part('YY')}-${part('MM')}-${part('DD')}`
  return isWrittenDate(day, 'date') ? day : null
}
