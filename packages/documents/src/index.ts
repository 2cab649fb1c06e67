/** What other packages may use of this one. */
export {}
