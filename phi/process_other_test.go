//go:build !linux

package phi

import (
	"os"
	"time"
)

var started = time.Now()

func processTime() time.Duration { return time.Since(started) }

func maxResident(*os.ProcessState) int64 { return 0 }
