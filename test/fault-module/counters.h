/* What must outlive a process and hold across several: small files beside the library, each under a lock. */
#ifndef COUNTERS_H
#define COUNTERS_H

#include <stdbool.h>
#include "control.h"

/* Wrong PINs since the last right one, in `<library>.pin.<serial>`. */
unsigned long read_wrong_pins(const char *serial);
void write_wrong_pins(const char *serial, unsigned long count);

/* Counts a call that a rule speaks of, in `<library>.rule.<id>`. Says whether the rule applies to it. */
bool use_rule(const Rule *rule);

#endif
