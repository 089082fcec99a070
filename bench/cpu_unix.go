//go:build unix

package bench

import (
	"syscall"
	"time"
)

// CPU is the processor time that the process has used, all its threads with the
// collector's among them: what others do on the machine does not count.
func CPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return time.Duration(time.Now().UnixNano())
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
