#include "gate.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <guichet/date.h>

#define PAGE_SIZE 4096
#define TICKETS (1u << 20)
/* Locks lie far behind the file's own bytes. */
#define MAIN_BYTE ((off_t)1 << 30)

struct page {
	_Atomic uint32_t next;
	struct {
		_Atomic int pid;
		_Atomic int64_t since; /* monotonic seconds */
		char name[64];
	} holder;
	_Atomic int number;
};

struct gate {
	int file;
	struct page *page;
	uint32_t ticket; /* drawn last */
};

struct gate *
gate_open(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (file < 0)
		return NULL;
	if (ftruncate(file, PAGE_SIZE) != 0) {
		close(file);
		return NULL;
	}
	void *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	struct gate *gate = page == MAP_FAILED ? NULL : calloc(1, sizeof *gate);
	if (gate == NULL) {
		if (page != MAP_FAILED)
			munmap(page, PAGE_SIZE);
		close(file);
		return NULL;
	}
	gate->file = file;
	gate->page = page;
	return gate;
}

void
gate_close(struct gate **gate)
{
	if (*gate == NULL)
		return;
	munmap((*gate)->page, PAGE_SIZE);
	close((*gate)->file);
	free(*gate);
	*gate = NULL;
}

static int
lock(int file, int operation, short type, off_t byte, off_t length)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = length };

	return fcntl(file, operation, &l);
}

static void
on_alarm(int signal)
{
	(void)signal; /* only there to end fcntl's wait */
}

/* Waits for a byte until the deadline; ticks every 20 ms, so that one that lands before fcntl is
 * not lost. */
static bool
wait_byte(int file, off_t byte, int64_t deadline)
{
	if (lock(file, F_SETLK, F_WRLCK, byte, 1) == 0)
		return true;

	struct sigaction tick = { .sa_handler = on_alarm }, before;
	struct itimerval every = { .it_interval = { .tv_usec = 20000 },
				   .it_value = { .tv_usec = 20000 } };
	const struct itimerval off = { .it_value = { .tv_usec = 0 } };
	int got = -1;

	sigemptyset(&tick.sa_mask);
	sigaction(SIGALRM, &tick, &before);
	setitimer(ITIMER_REAL, &every, NULL);
	while (milliseconds() < deadline) {
		got = lock(file, F_SETLKW, F_WRLCK, byte, 1);
		if (got == 0 || errno != EINTR)
			break;
	}
	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &before, NULL);
	return got == 0;
}

static void
name_holder(const struct gate *gate, struct gate_holder *holder)
{
	struct flock l = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = MAIN_BYTE, .l_len = 1
	};
	const struct page *page = gate->page;

	memset(holder, 0, sizeof *holder);
	if (fcntl(gate->file, F_GETLK, &l) == 0 && l.l_type != F_UNLCK)
		holder->pid = l.l_pid;
	if (holder->pid != 0 && holder->pid == atomic_load(&page->holder.pid)) {
		snprintf(holder->name, sizeof holder->name, "%.63s", page->holder.name);
		holder->seconds = milliseconds() / 1000 - atomic_load(&page->holder.since);
	}
}

enum gate_answer
gate_take(struct gate *gate, const char *name, int patience, struct gate_holder *holder)
{
	const int64_t deadline = milliseconds() + patience;
	const uint32_t ticket = atomic_fetch_add(&gate->page->next, 1);
	const off_t before = MAIN_BYTE + 1 + (off_t)((ticket - 1) % TICKETS);
	const off_t own = MAIN_BYTE + 1 + (off_t)(ticket % TICKETS);

	gate->ticket = ticket;
	/* Only a ticket given out a million comers ago could still hold the byte: then no queue. */
	lock(gate->file, F_SETLK, F_WRLCK, own, 1);
	if (wait_byte(gate->file, before, deadline)) {
		lock(gate->file, F_SETLK, F_UNLCK, before, 1);
		if (wait_byte(gate->file, MAIN_BYTE, deadline)) {
			snprintf(gate->page->holder.name, sizeof gate->page->holder.name, "%.63s",
				 name);
			atomic_store(&gate->page->holder.since, milliseconds() / 1000);
			atomic_store(&gate->page->holder.pid, (int)getpid());
			return GATE_TAKEN;
		}
	}
	const bool late = milliseconds() >= deadline;
	lock(gate->file, F_SETLK, F_UNLCK, own, 1);
	name_holder(gate, holder);
	return late ? GATE_LATE : GATE_FAILED;
}

bool
gate_awaited(const struct gate *gate)
{
	return atomic_load(&gate->page->next) != gate->ticket + 1;
}

int
gate_number(const struct gate *gate)
{
	return atomic_load(&gate->page->number);
}

void
gate_set_number(struct gate *gate, int number)
{
	atomic_store(&gate->page->number, number);
}

void
gate_leave(struct gate *gate)
{
	/* One call frees the main byte and the ticket's. */
	lock(gate->file, F_SETLK, F_UNLCK, MAIN_BYTE, 0);
}
