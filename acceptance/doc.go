// Package acceptance holds tests that keep the product to its promises from end
// to end, through the doors that users have: a scenario file is loaded, compiled,
// calibrated and simulated, and what comes out is compared with exact values, with
// itself, or with the values that the recorded data were made from.
//
//	queues_test.go       queueing systems with known means
//	equations_test.go    differential equations with known solutions, written as kinds
//	repeat_test.go       same bytes: workers, order of assets, recording, save and resume
//	with_test.go         a changed number and a changed file give the same run
//	machines_test.go     same bytes on machines with and without fused arithmetic
//	pressline_test.go    the fit of the press line finds the truth, and ranks as the truth does
//	temperature_test.go  the temperature lab on its recordings
//	locality_test.go     cost grows with what happens, not with what stands by
//
// Exact values are read from the reference folder that the environment variable
// PLANTWIN_SHARED names, by default ../../shared; tests that find none say so and
// check what can be checked without. PLANTWIN_LONG=1 runs the long form of the
// comparison of variants, and measures the cost of many machines strictly, which
// wants a computer with nothing else to do.
package acceptance
