@echo off
rem Builds the solution and runs all tests. Arguments go to `dotnet test`.
setlocal
cd /d "%~dp0.."
if defined REINFLOW_MUJOCO goto run
where /q mujoco.dll && goto run
echo The tests of MuJoCo and Hopper need mujoco.dll and will fail without it.
echo   1. Download mujoco-VERSION-windows-x86_64.zip from the releases of github.com/google-deepmind/mujoco and unpack it.
echo   2. set REINFLOW_MUJOCO=the folder that holds bin\mujoco.dll
:run
dotnet test ReinFlow.sln -c Release %*
exit /b %ERRORLEVEL%
