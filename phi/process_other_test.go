//go:build !linux

package phi

import (
	"testing"
	"time"
)

var started = time.Now()

func processTime() time.Duration { return time.Since(started) }

func maxResident(*testing.T) int64 { return 0 }
