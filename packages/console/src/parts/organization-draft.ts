/** The enterprise that runs the gateway, while it is filled in. */
import { checkTaxCode, type OrganizationView } from '@congky/shared'
import { say } from '../text.ts'

export type OrganizationDraft = { readonly [Key in keyof OrganizationView]: string }

export function toOrganizationDraft(view: OrganizationView | null): OrganizationDraft {
  const { taxCode = '', name = '', address, phone, contactName, contactPhone, email } = view ?? {}
  return {
    ...{ taxCode, name, address: address ?? '', phone: phone ?? '' },
    ...{ contactName: contactName ?? '', contactPhone: contactPhone ?? '', email: email ?? '' },
  }
}

/** What the gateway would refuse, told before it is asked. */
export function organizationProblems(draft: OrganizationDraft): Partial<Record<keyof OrganizationDraft, string>> {
  const { taxCode, name, email } = draft
  const emailLooksRight = email.trim() === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
  return {
    ...problem('taxCode', taxCodeProblem(taxCode)),
    ...problem('name', name.trim() === '' ? say('Cần tên doanh nghiệp.', 'A name is needed.') : null),
    ...problem('email', emailLooksRight ? null : say('Địa chỉ email chưa đúng.', 'That is no e-mail address.')),
  }
}

function problem(key: keyof OrganizationDraft, text: string | null): Partial<Record<keyof OrganizationDraft, string>> {
  return text === null ? {} : { [key]: text }
}

function taxCodeProblem(taxCode: string): string | null {
  if (taxCode.trim() === '') return say('Cần mã số thuế.', 'A tax code is needed.')
  const check = checkTaxCode(taxCode)
  if (check.kind === 'valid') return null
  if (check.kind === 'wrong-check-digit')
    return say('Sai chữ số kiểm tra: có chữ số bị gõ nhầm.', 'The check digit is wrong: a digit is mistyped.')
  return say('Mã số thuế có 10, 13 hoặc 12 chữ số.', 'A tax code has 10, 13 or 12 digits.')
}
