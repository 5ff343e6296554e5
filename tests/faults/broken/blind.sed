# src/command/param.c: F8, does not look at the version
s/if (!shown->known || shown->number == record->version)/if (record->version != 0)/
