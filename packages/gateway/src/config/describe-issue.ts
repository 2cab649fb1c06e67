/**
 * Turns what zod found into sentences in both languages. zod carries one string a message, so the texts
 * travel in it as JSON until `toFindings` takes them apart.
 */
import type { Bilingual } from '@congky/shared'
import { z } from 'zod'
import type { ConfigPath } from './config-problem.ts'
import { didYouMean } from './did-you-mean.ts'

/** Something wrong at a place in the configuration; its line is not known yet. */
export interface Finding {
  readonly path: ConfigPath
  /** Whether the key is what is wrong, or its value. */
  readonly at: 'key' | 'value'
  readonly text: Bilingual
}

/** The error map for `safeParse`. */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  return JSON.stringify(issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, issue.inst) : issueText(issue))
}

/** Reads the issues of a `safeParse` that used `describeIssue`: each unknown key becomes a finding of its own. */
export function toFindings(issues: readonly z.core.$ZodIssue[]): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
    const said = JSON.parse(issue.message)
    if (issue.code !== 'unrecognized_keys') return [{ path, at: 'value', text: said }]
    return Object.entries<Bilingual>(said).map(([key, text]) => ({ path: [...path, key], at: 'key', text }))
  })
}

function issueText(issue: z.core.$ZodRawIssue): Bilingual {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? { en: 'is missing', vi: 'còn thiếu' } : wrongShape(issue.expected)
    case 'invalid_value': {
      const words = issue.values.join(', ')
      return issue.input === undefined
        ? { en: `is missing; one of: ${words}`, vi: `còn thiếu; một trong các giá trị: ${words}` }
        : oneOf(issue.values)
    }
    case 'invalid_union':
      return oneOf(Array.isArray(issue.options) ? issue.options : [])
    case 'too_small':
      if (issue.origin !== 'number') return { en: 'is empty', vi: 'để trống' }
      return { en: `must be at least ${issue.minimum}`, vi: `phải từ ${issue.minimum} trở lên` }
    case 'too_big':
      return tooBig(issue.origin, issue.maximum)
    case 'invalid_key':
      return {
        en: 'this name may hold letters without accents, digits, dots, dashes and underscores only',
        vi: 'tên này chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới',
      }
    case 'custom':
      return { en: String(issue.params?.en), vi: String(issue.params?.vi) }
    default:
      return { en: 'is not valid', vi: 'không hợp lệ' }
  }
}

function oneOf(values: readonly unknown[]): Bilingual {
  const words = values.join(', ')
  return { en: `expected one of: ${words}`, vi: `cần một trong các giá trị: ${words}` }
}

function wrongShape(expected: string): Bilingual {
  if (expected === 'object' || expected === 'record') {
    return { en: 'expected a group of `key: value` lines', vi: 'cần một nhóm dòng `khóa: giá trị`' }
  }
  if (expected === 'array') {
    return { en: 'expected a list (lines that start with `-`)', vi: 'cần một danh sách (các dòng bắt đầu bằng `-`)' }
  }
  return { en: 'expected a single value', vi: 'cần một giá trị đơn' }
}

function tooBig(origin: string, maximum: number | bigint): Bilingual {
  if (origin === 'string') return { en: `is longer than ${maximum} characters`, vi: `dài hơn ${maximum} ký tự` }
  if (origin === 'array') return { en: `has more than ${maximum} entries`, vi: `có nhiều hơn ${maximum} mục` }
  return { en: `must be at most ${maximum}`, vi: `không được vượt quá ${maximum}` }
}

function unknownKeys(keys: readonly string[], schema: unknown): Record<string, Bilingual> {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  return Object.fromEntries(keys.map((key) => [key, unknownKeyText(key, known)]))
}

/** Values that belong in the store of secrets, whatever they were called. The value itself is never shown. */
const SECRET_KEY = /^(pass(word|wd)?|pwd|pin|secret|mat_?khau)$/i

function unknownKeyText(key: string, known: readonly string[]): Bilingual {
  if (SECRET_KEY.test(key)) {
    return {
      en: 'passwords and PINs do not belong in this file: delete the line, give the secret a name in passwordSecret, then run congky secret set',
      vi: 'không ghi mật khẩu hay mã PIN trong tệp này: xóa dòng này, đặt tên tại passwordSecret rồi chạy congky secret set',
    }
  }
  const near = didYouMean(key, known)
  if (near !== null) {
    return { en: `there is no such key; did you mean ${near}?`, vi: `không có khóa này; có phải là ${near}?` }
  }
  const list = known.join(', ')
  return { en: `there is no such key here; known are: ${list}`, vi: `không có khóa này; các khóa dùng được: ${list}` }
}
