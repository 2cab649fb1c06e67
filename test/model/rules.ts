/** The rules of approvals that the model drives: those of the program, or a broken variant of them (mutants.ts). */
import {
  approve,
  askApproval,
  close,
  expire,
  giveBack,
  useApproval,
} from '../../packages/gateway/src/domain/approval/decide.ts'
import { personsOf } from '../../packages/gateway/src/domain/approval/persons.ts'
import { planApproval } from '../../packages/gateway/src/domain/approval/policy.ts'

export const realRules = { personsOf, planApproval, askApproval, approve, giveBack, expire, close, useApproval }

export type Rules = typeof realRules
