/**
 * The security segments of ISO 9735 as tables: their data elements in order, how often each may stand, and the
 * components of composites. They are of syntax version 4, release 1 (service directory 40100, as published by the
 * working group for the syntax and by directories made from it; the printed ISO 9735-10 was not at hand).
 */

export type SecurityTag = 'USH' | 'USA' | 'USC' | 'USB' | 'USX' | 'USY' | 'UST' | 'USR'

export interface SecurityElement {
  /** Number of the data element, or of the composite. */
  readonly code: string
  readonly repeats: number
  /** Of a composite, the data elements that it consists of; of a simple one, itself. */
  readonly components: readonly string[]
}

const simple = (code: string): SecurityElement => ({ code, repeats: 1, components: [code] })
const composite = (code: string, components: readonly string[], repeats = 1): SecurityElement => ({
  ...{ code, repeats, components },
})

const S002 = ['0004', '0007', '0008', '0042']
const S003 = ['0010', '0007', '0014', '0046']
/** Parties: who signs, who verifies, whose certificate, who issued it. */
const S500 = ['0577', '0538', '0511', '0513', '0515', '0586', '0586', '0586']
/** A date and a time. The fourth component was the language of reports (0335) in release 40000. */
const S501 = ['0517', '0338', '0314', '0336']
const S502 = ['0523', '0525', '0533', '0527', '0529', '0591', '0601']
const S503 = ['0531', '0554']
const S505 = ['0551', '0548']
const S508 = ['0563', '0560']
const S009 = ['0065', '0052', '0054', '0051', '0057', '0110', '0113']

export const SECURITY_SEGMENTS: Readonly<Record<SecurityTag, readonly SecurityElement[]>> = {
  /** Security header. */
  USH: [
    simple('0501'),
    simple('0534'),
    simple('0541'),
    simple('0503'),
    simple('0505'),
    simple('0507'),
    simple('0509'),
    composite('S500', S500, 2),
    simple('0520'),
    composite('S501', S501),
  ],
  /** Security algorithm. */
  USA: [composite('S502', S502), composite('S503', S503, 9)],
  /** Certificate. */
  USC: [
    simple('0536'),
    composite('S500', S500, 2),
    simple('0545'),
    simple('0505'),
    simple('0507'),
    simple('0543'),
    simple('0546'),
    composite('S505', S505, 5),
    composite('S501', S501, 4),
    simple('0567'),
    simple('0569'),
  ],
  /** Secured data identification, in AUTACK. */
  USB: [simple('0503'), composite('S501', S501), composite('S002', S002), composite('S003', S003)],
  /** Security references, in AUTACK. */
  USX: [
    simple('0020'),
    composite('S002', S002),
    composite('S003', S003),
    simple('0048'),
    composite('S006', ['0040', '0007']),
    composite('S007', ['0044', '0007']),
    simple('0062'),
    composite('S009', S009),
    simple('0800'),
    composite('S501', S501),
  ],
  /** Security on references, in AUTACK. */
  USY: [simple('0534'), composite('S508', S508, 2), simple('0571')],
  /** Security trailer. */
  UST: [simple('0534'), simple('0588')],
  /** Security result. */
  USR: [composite('S508', S508, 2)],
}
