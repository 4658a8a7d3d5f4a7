/* icuuc.dll for a wine prefix that lacks it: Qt6Core links to ICU's converters and does without them once opening one fails.
   The build exports every other name that Qt6Core asks for as an alias of `nothing`. */

enum { U_FILE_ACCESS_ERROR = 4 };

__declspec(dllexport) void *ucnv_open(const char *name, int *error)
{
    (void)name;
    *error = U_FILE_ACCESS_ERROR;
    return 0;
}

__declspec(dllexport) void *nothing(void)
{
    return 0;
}
