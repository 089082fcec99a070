//go:build !amd64 && !arm64

package fetch

import "unsafe"

// Lines does nothing.
func Lines(*Card, uintptr) {}

// At does nothing.
func At(unsafe.Pointer) {}
