//go:build amd64 || arm64

package fetch

import "unsafe"

// Lines brings in all lines of a card. It does not wait for them.
//
//go:noescape
func Lines(c *Card, base uintptr)

// At brings in the line that p points to. It does not wait for it.
//
//go:noescape
func At(p unsafe.Pointer)
