/* bcryptprimitives.dll for a wine prefix that lacks it: Rust's standard library asks it for random bytes. */
#include <windows.h>
#include <bcrypt.h>

#define PART ((SIZE_T)1 << 24)

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
    for (SIZE_T done = 0; done < size;) {
        ULONG part = (ULONG)(size - done < PART ? size - done : PART);
        if (BCryptGenRandom(NULL, data + done, part, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
            return FALSE;
        done += part;
    }
    return TRUE;
}
