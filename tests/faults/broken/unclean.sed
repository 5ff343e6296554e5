# src/base/text.c: F20, what people typed goes to the terminal as it is
s/if (!text_shows(code)) {/if (code == 0 \&\& !text_shows(code)) {/
