#include "textflag.h"

// func Lines(c *Card, base uintptr)
TEXT ·Lines(SB), NOSPLIT, $0-16
	MOVQ c+0(FP), SI
	MOVQ base+8(FP), DX
	MOVL (SI), CX
	TESTQ CX, CX
	JZ   done
line:
	ADDQ $4, SI
	MOVL (SI), AX
	SHLQ $6, AX
	PREFETCHT0 (DX)(AX*1)
	DECQ CX
	JNZ  line
done:
	RET

// func At(p unsafe.Pointer)
TEXT ·At(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), SI
	PREFETCHT0 (SI)
	RET
