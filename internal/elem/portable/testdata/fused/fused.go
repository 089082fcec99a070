// Package fused holds one product that arm64 fuses and one that it does not.
package fused

// Fused is compiled to one instruction, with one rounding.
func Fused(a, b, c float64) float64 {
	return a*b + c
}

// Apart is rounded twice on every machine.
func Apart(a, b, c float64) float64 {
	return float64(a*b) + c
}
